declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)
declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)
declare void @llvm.masked.store.v4f32.p0(<4 x float>, ptr, i32, <4 x i1>)

define void @outer(ptr %left, i64 %ls, ptr %right, i64 %rs, ptr %result, i64 %cs, i64 %count, i64 %i0, i64 %i1, i64 %j0, i64 %j1) {
entry:
  %v1 = sub i64 %j1, %j0
  %v2 = sdiv i64 %v1, 16
  %v3 = mul i64 %v2, 16
  %v4 = add nsw i64 %j0, %v3
  br label %b5
b5:
  %i8 = phi i64 [ %j0, %entry ], [ %v121, %b15 ]
  %v9 = icmp slt i64 %i8, %v4
  br i1 %v9, label %b6, label %b7
b6:
  %v10 = sub i64 %i1, %i0
  %v11 = sdiv i64 %v10, 1
  %v12 = add nsw i64 %i0, %v11
  br label %b13
b13:
  %i16 = phi i64 [ %i0, %b6 ], [ %v119, %b88 ]
  %v17 = icmp slt i64 %i16, %v12
  br i1 %v17, label %b14, label %b15
b14:
  %v18 = getelementptr inbounds float, ptr %left, i64 %i16
  %v19 = getelementptr inbounds float, ptr %right, i64 %i8
  %v20 = mul i64 %i16, %cs
  %v21 = getelementptr inbounds float, ptr %result, i64 %v20
  %v22 = getelementptr inbounds float, ptr %v21, i64 %i8
  %v23 = mul i64 %i16, %cs
  %v24 = getelementptr inbounds float, ptr %result, i64 %v23
  %v25 = getelementptr inbounds float, ptr %v24, i64 %i8
  %v26 = getelementptr inbounds float, ptr %v25, i64 4
  %v27 = mul i64 %i16, %cs
  %v28 = getelementptr inbounds float, ptr %result, i64 %v27
  %v29 = getelementptr inbounds float, ptr %v28, i64 %i8
  %v30 = getelementptr inbounds float, ptr %v29, i64 8
  %v31 = mul i64 %i16, %cs
  %v32 = getelementptr inbounds float, ptr %result, i64 %v31
  %v33 = getelementptr inbounds float, ptr %v32, i64 %i8
  %v34 = getelementptr inbounds float, ptr %v33, i64 12
  %v35 = getelementptr float, ptr %v22, i64 0
  call void @llvm.prefetch.p0(ptr %v35, i32 1, i32 3, i32 1)
  %v36 = getelementptr float, ptr %v26, i64 0
  call void @llvm.prefetch.p0(ptr %v36, i32 1, i32 3, i32 1)
  %v37 = getelementptr float, ptr %v30, i64 0
  call void @llvm.prefetch.p0(ptr %v37, i32 1, i32 3, i32 1)
  %v38 = getelementptr float, ptr %v34, i64 0
  call void @llvm.prefetch.p0(ptr %v38, i32 1, i32 3, i32 1)
  %v39 = sdiv i64 %count, 2
  br label %b40
b40:
  %c43x0 = phi i64 [ 0, %b14 ], [ %v83, %b41 ]
  %c43x1 = phi <4 x float> [ zeroinitializer, %b14 ], [ %v79, %b41 ]
  %c43x2 = phi <4 x float> [ zeroinitializer, %b14 ], [ %v80, %b41 ]
  %c43x3 = phi <4 x float> [ zeroinitializer, %b14 ], [ %v81, %b41 ]
  %c43x4 = phi <4 x float> [ zeroinitializer, %b14 ], [ %v82, %b41 ]
  %v44 = icmp ult i64 %c43x0, %v39
  br i1 %v44, label %b41, label %b42
b41:
  %v45 = mul i64 %c43x0, 2
  %v46 = mul i64 %v45, %rs
  %v47 = getelementptr inbounds float, ptr %v19, i64 %v46
  %v48 = mul i64 %v45, %ls
  %v49 = getelementptr inbounds float, ptr %v18, i64 %v48
  %v50 = load <4 x float>, ptr %v47, align 4
  %v51 = getelementptr inbounds float, ptr %v47, i64 4
  %v52 = load <4 x float>, ptr %v51, align 4
  %v53 = getelementptr inbounds float, ptr %v47, i64 8
  %v54 = load <4 x float>, ptr %v53, align 4
  %v55 = getelementptr inbounds float, ptr %v47, i64 12
  %v56 = load <4 x float>, ptr %v55, align 4
  %v57 = load float, ptr %v49, align 4
  %v58 = insertelement <4 x float> poison, float %v57, i32 0
  %v59 = shufflevector <4 x float> %v58, <4 x float> poison, <4 x i32> zeroinitializer
  %v60 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v59, <4 x float> %v50, <4 x float> %c43x1)
  %v61 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v59, <4 x float> %v52, <4 x float> %c43x2)
  %v62 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v59, <4 x float> %v54, <4 x float> %c43x3)
  %v63 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v59, <4 x float> %v56, <4 x float> %c43x4)
  %v64 = add nsw i64 %v45, 1
  %v65 = mul i64 %v64, %rs
  %v66 = getelementptr inbounds float, ptr %v19, i64 %v65
  %v67 = mul i64 %v64, %ls
  %v68 = getelementptr inbounds float, ptr %v18, i64 %v67
  %v69 = load <4 x float>, ptr %v66, align 4
  %v70 = getelementptr inbounds float, ptr %v66, i64 4
  %v71 = load <4 x float>, ptr %v70, align 4
  %v72 = getelementptr inbounds float, ptr %v66, i64 8
  %v73 = load <4 x float>, ptr %v72, align 4
  %v74 = getelementptr inbounds float, ptr %v66, i64 12
  %v75 = load <4 x float>, ptr %v74, align 4
  %v76 = load float, ptr %v68, align 4
  %v77 = insertelement <4 x float> poison, float %v76, i32 0
  %v78 = shufflevector <4 x float> %v77, <4 x float> poison, <4 x i32> zeroinitializer
  %v79 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v78, <4 x float> %v69, <4 x float> %v60)
  %v80 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v78, <4 x float> %v71, <4 x float> %v61)
  %v81 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v78, <4 x float> %v73, <4 x float> %v62)
  %v82 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v78, <4 x float> %v75, <4 x float> %v63)
  %v83 = add nuw nsw i64 %c43x0, 1
  br label %b40
b42:
  %v84 = mul i64 %v39, 2
  %v85 = sub i64 %count, %v84
  br label %b86
b86:
  %c89x0 = phi i64 [ 0, %b42 ], [ %v110, %b87 ]
  %c89x1 = phi <4 x float> [ %c43x1, %b42 ], [ %v106, %b87 ]
  %c89x2 = phi <4 x float> [ %c43x2, %b42 ], [ %v107, %b87 ]
  %c89x3 = phi <4 x float> [ %c43x3, %b42 ], [ %v108, %b87 ]
  %c89x4 = phi <4 x float> [ %c43x4, %b42 ], [ %v109, %b87 ]
  %v90 = icmp ult i64 %c89x0, %v85
  br i1 %v90, label %b87, label %b88
b87:
  %v91 = add nsw i64 %v84, %c89x0
  %v92 = mul i64 %v91, %rs
  %v93 = getelementptr inbounds float, ptr %v19, i64 %v92
  %v94 = mul i64 %v91, %ls
  %v95 = getelementptr inbounds float, ptr %v18, i64 %v94
  %v96 = load <4 x float>, ptr %v93, align 4
  %v97 = getelementptr inbounds float, ptr %v93, i64 4
  %v98 = load <4 x float>, ptr %v97, align 4
  %v99 = getelementptr inbounds float, ptr %v93, i64 8
  %v100 = load <4 x float>, ptr %v99, align 4
  %v101 = getelementptr inbounds float, ptr %v93, i64 12
  %v102 = load <4 x float>, ptr %v101, align 4
  %v103 = load float, ptr %v95, align 4
  %v104 = insertelement <4 x float> poison, float %v103, i32 0
  %v105 = shufflevector <4 x float> %v104, <4 x float> poison, <4 x i32> zeroinitializer
  %v106 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v105, <4 x float> %v96, <4 x float> %c89x1)
  %v107 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v105, <4 x float> %v98, <4 x float> %c89x2)
  %v108 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v105, <4 x float> %v100, <4 x float> %c89x3)
  %v109 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v105, <4 x float> %v102, <4 x float> %c89x4)
  %v110 = add nuw nsw i64 %c89x0, 1
  br label %b86
b88:
  %v111 = load <4 x float>, ptr %v22, align 4
  %v112 = fadd <4 x float> %v111, %c89x1
  store <4 x float> %v112, ptr %v22, align 4
  %v113 = load <4 x float>, ptr %v26, align 4
  %v114 = fadd <4 x float> %v113, %c89x2
  store <4 x float> %v114, ptr %v26, align 4
  %v115 = load <4 x float>, ptr %v30, align 4
  %v116 = fadd <4 x float> %v115, %c89x3
  store <4 x float> %v116, ptr %v30, align 4
  %v117 = load <4 x float>, ptr %v34, align 4
  %v118 = fadd <4 x float> %v117, %c89x4
  store <4 x float> %v118, ptr %v34, align 4
  %v119 = add nsw i64 %i16, 1
  br label %b13
b15:
  %v120 = sub i64 %i1, %v12
  %v121 = add nsw i64 %i8, 16
  br label %b5
b7:
  %v122 = sub i64 %j1, %v4
  %v123 = add nsw i64 %v122, 3
  %v124 = sdiv i64 %v123, 4
  switch i64 %v124, label %b129 [ i64 1, label %b125 i64 2, label %b126 i64 3, label %b127 i64 4, label %b128 ]
b125:
  %v130 = sub i64 %v122, 0
  %v131 = insertelement <4 x i64> poison, i64 %v130, i32 0
  %v132 = shufflevector <4 x i64> %v131, <4 x i64> poison, <4 x i32> zeroinitializer
  %v133 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v132
  %v134 = sub i64 %i1, %i0
  %v135 = sdiv i64 %v134, 1
  %v136 = add nsw i64 %i0, %v135
  br label %b137
b137:
  %i140 = phi i64 [ %i0, %b125 ], [ %v195, %b179 ]
  %v141 = icmp slt i64 %i140, %v136
  br i1 %v141, label %b138, label %b139
b138:
  %v142 = getelementptr inbounds float, ptr %left, i64 %i140
  %v143 = getelementptr inbounds float, ptr %right, i64 %v4
  %v144 = mul i64 %i140, %cs
  %v145 = getelementptr inbounds float, ptr %result, i64 %v144
  %v146 = getelementptr inbounds float, ptr %v145, i64 %v4
  %v147 = getelementptr float, ptr %v146, i64 0
  call void @llvm.prefetch.p0(ptr %v147, i32 1, i32 3, i32 1)
  %v148 = sdiv i64 %count, 2
  br label %b149
b149:
  %c152x0 = phi i64 [ 0, %b138 ], [ %v174, %b150 ]
  %c152x1 = phi <4 x float> [ zeroinitializer, %b138 ], [ %v173, %b150 ]
  %v153 = icmp ult i64 %c152x0, %v148
  br i1 %v153, label %b150, label %b151
b150:
  %v154 = mul i64 %c152x0, 2
  %v155 = mul i64 %v154, %rs
  %v156 = getelementptr inbounds float, ptr %v143, i64 %v155
  %v157 = mul i64 %v154, %ls
  %v158 = getelementptr inbounds float, ptr %v142, i64 %v157
  %v159 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v156, i32 4, <4 x i1> %v133, <4 x float> zeroinitializer)
  %v160 = load float, ptr %v158, align 4
  %v161 = insertelement <4 x float> poison, float %v160, i32 0
  %v162 = shufflevector <4 x float> %v161, <4 x float> poison, <4 x i32> zeroinitializer
  %v163 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v162, <4 x float> %v159, <4 x float> %c152x1)
  %v164 = add nsw i64 %v154, 1
  %v165 = mul i64 %v164, %rs
  %v166 = getelementptr inbounds float, ptr %v143, i64 %v165
  %v167 = mul i64 %v164, %ls
  %v168 = getelementptr inbounds float, ptr %v142, i64 %v167
  %v169 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v166, i32 4, <4 x i1> %v133, <4 x float> zeroinitializer)
  %v170 = load float, ptr %v168, align 4
  %v171 = insertelement <4 x float> poison, float %v170, i32 0
  %v172 = shufflevector <4 x float> %v171, <4 x float> poison, <4 x i32> zeroinitializer
  %v173 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v172, <4 x float> %v169, <4 x float> %v163)
  %v174 = add nuw nsw i64 %c152x0, 1
  br label %b149
b151:
  %v175 = mul i64 %v148, 2
  %v176 = sub i64 %count, %v175
  br label %b177
b177:
  %c180x0 = phi i64 [ 0, %b151 ], [ %v192, %b178 ]
  %c180x1 = phi <4 x float> [ %c152x1, %b151 ], [ %v191, %b178 ]
  %v181 = icmp ult i64 %c180x0, %v176
  br i1 %v181, label %b178, label %b179
b178:
  %v182 = add nsw i64 %v175, %c180x0
  %v183 = mul i64 %v182, %rs
  %v184 = getelementptr inbounds float, ptr %v143, i64 %v183
  %v185 = mul i64 %v182, %ls
  %v186 = getelementptr inbounds float, ptr %v142, i64 %v185
  %v187 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v184, i32 4, <4 x i1> %v133, <4 x float> zeroinitializer)
  %v188 = load float, ptr %v186, align 4
  %v189 = insertelement <4 x float> poison, float %v188, i32 0
  %v190 = shufflevector <4 x float> %v189, <4 x float> poison, <4 x i32> zeroinitializer
  %v191 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v190, <4 x float> %v187, <4 x float> %c180x1)
  %v192 = add nuw nsw i64 %c180x0, 1
  br label %b177
b179:
  %v193 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v146, i32 4, <4 x i1> %v133, <4 x float> zeroinitializer)
  %v194 = fadd <4 x float> %v193, %c180x1
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v194, ptr %v146, i32 4, <4 x i1> %v133)
  %v195 = add nsw i64 %i140, 1
  br label %b137
b139:
  %v196 = sub i64 %i1, %v136
  br label %b129
b126:
  %v197 = sub i64 %v122, 4
  %v198 = insertelement <4 x i64> poison, i64 %v197, i32 0
  %v199 = shufflevector <4 x i64> %v198, <4 x i64> poison, <4 x i32> zeroinitializer
  %v200 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v199
  %v201 = sub i64 %i1, %i0
  %v202 = sdiv i64 %v201, 1
  %v203 = add nsw i64 %i0, %v202
  br label %b204
b204:
  %i207 = phi i64 [ %i0, %b126 ], [ %v278, %b257 ]
  %v208 = icmp slt i64 %i207, %v203
  br i1 %v208, label %b205, label %b206
b205:
  %v209 = getelementptr inbounds float, ptr %left, i64 %i207
  %v210 = getelementptr inbounds float, ptr %right, i64 %v4
  %v211 = mul i64 %i207, %cs
  %v212 = getelementptr inbounds float, ptr %result, i64 %v211
  %v213 = getelementptr inbounds float, ptr %v212, i64 %v4
  %v214 = mul i64 %i207, %cs
  %v215 = getelementptr inbounds float, ptr %result, i64 %v214
  %v216 = getelementptr inbounds float, ptr %v215, i64 %v4
  %v217 = getelementptr inbounds float, ptr %v216, i64 4
  %v218 = getelementptr float, ptr %v213, i64 0
  call void @llvm.prefetch.p0(ptr %v218, i32 1, i32 3, i32 1)
  %v219 = getelementptr float, ptr %v217, i64 0
  call void @llvm.prefetch.p0(ptr %v219, i32 1, i32 3, i32 1)
  %v220 = sdiv i64 %count, 2
  br label %b221
b221:
  %c224x0 = phi i64 [ 0, %b205 ], [ %v252, %b222 ]
  %c224x1 = phi <4 x float> [ zeroinitializer, %b205 ], [ %v250, %b222 ]
  %c224x2 = phi <4 x float> [ zeroinitializer, %b205 ], [ %v251, %b222 ]
  %v225 = icmp ult i64 %c224x0, %v220
  br i1 %v225, label %b222, label %b223
b222:
  %v226 = mul i64 %c224x0, 2
  %v227 = mul i64 %v226, %rs
  %v228 = getelementptr inbounds float, ptr %v210, i64 %v227
  %v229 = mul i64 %v226, %ls
  %v230 = getelementptr inbounds float, ptr %v209, i64 %v229
  %v231 = load <4 x float>, ptr %v228, align 4
  %v232 = getelementptr inbounds float, ptr %v228, i64 4
  %v233 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v232, i32 4, <4 x i1> %v200, <4 x float> zeroinitializer)
  %v234 = load float, ptr %v230, align 4
  %v235 = insertelement <4 x float> poison, float %v234, i32 0
  %v236 = shufflevector <4 x float> %v235, <4 x float> poison, <4 x i32> zeroinitializer
  %v237 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v236, <4 x float> %v231, <4 x float> %c224x1)
  %v238 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v236, <4 x float> %v233, <4 x float> %c224x2)
  %v239 = add nsw i64 %v226, 1
  %v240 = mul i64 %v239, %rs
  %v241 = getelementptr inbounds float, ptr %v210, i64 %v240
  %v242 = mul i64 %v239, %ls
  %v243 = getelementptr inbounds float, ptr %v209, i64 %v242
  %v244 = load <4 x float>, ptr %v241, align 4
  %v245 = getelementptr inbounds float, ptr %v241, i64 4
  %v246 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v245, i32 4, <4 x i1> %v200, <4 x float> zeroinitializer)
  %v247 = load float, ptr %v243, align 4
  %v248 = insertelement <4 x float> poison, float %v247, i32 0
  %v249 = shufflevector <4 x float> %v248, <4 x float> poison, <4 x i32> zeroinitializer
  %v250 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v249, <4 x float> %v244, <4 x float> %v237)
  %v251 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v249, <4 x float> %v246, <4 x float> %v238)
  %v252 = add nuw nsw i64 %c224x0, 1
  br label %b221
b223:
  %v253 = mul i64 %v220, 2
  %v254 = sub i64 %count, %v253
  br label %b255
b255:
  %c258x0 = phi i64 [ 0, %b223 ], [ %v273, %b256 ]
  %c258x1 = phi <4 x float> [ %c224x1, %b223 ], [ %v271, %b256 ]
  %c258x2 = phi <4 x float> [ %c224x2, %b223 ], [ %v272, %b256 ]
  %v259 = icmp ult i64 %c258x0, %v254
  br i1 %v259, label %b256, label %b257
b256:
  %v260 = add nsw i64 %v253, %c258x0
  %v261 = mul i64 %v260, %rs
  %v262 = getelementptr inbounds float, ptr %v210, i64 %v261
  %v263 = mul i64 %v260, %ls
  %v264 = getelementptr inbounds float, ptr %v209, i64 %v263
  %v265 = load <4 x float>, ptr %v262, align 4
  %v266 = getelementptr inbounds float, ptr %v262, i64 4
  %v267 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v266, i32 4, <4 x i1> %v200, <4 x float> zeroinitializer)
  %v268 = load float, ptr %v264, align 4
  %v269 = insertelement <4 x float> poison, float %v268, i32 0
  %v270 = shufflevector <4 x float> %v269, <4 x float> poison, <4 x i32> zeroinitializer
  %v271 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v270, <4 x float> %v265, <4 x float> %c258x1)
  %v272 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v270, <4 x float> %v267, <4 x float> %c258x2)
  %v273 = add nuw nsw i64 %c258x0, 1
  br label %b255
b257:
  %v274 = load <4 x float>, ptr %v213, align 4
  %v275 = fadd <4 x float> %v274, %c258x1
  store <4 x float> %v275, ptr %v213, align 4
  %v276 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v217, i32 4, <4 x i1> %v200, <4 x float> zeroinitializer)
  %v277 = fadd <4 x float> %v276, %c258x2
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v277, ptr %v217, i32 4, <4 x i1> %v200)
  %v278 = add nsw i64 %i207, 1
  br label %b204
b206:
  %v279 = sub i64 %i1, %v203
  br label %b129
b127:
  %v280 = sub i64 %v122, 8
  %v281 = insertelement <4 x i64> poison, i64 %v280, i32 0
  %v282 = shufflevector <4 x i64> %v281, <4 x i64> poison, <4 x i32> zeroinitializer
  %v283 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v282
  %v284 = sub i64 %i1, %i0
  %v285 = sdiv i64 %v284, 1
  %v286 = add nsw i64 %i0, %v285
  br label %b287
b287:
  %i290 = phi i64 [ %i0, %b127 ], [ %v377, %b351 ]
  %v291 = icmp slt i64 %i290, %v286
  br i1 %v291, label %b288, label %b289
b288:
  %v292 = getelementptr inbounds float, ptr %left, i64 %i290
  %v293 = getelementptr inbounds float, ptr %right, i64 %v4
  %v294 = mul i64 %i290, %cs
  %v295 = getelementptr inbounds float, ptr %result, i64 %v294
  %v296 = getelementptr inbounds float, ptr %v295, i64 %v4
  %v297 = mul i64 %i290, %cs
  %v298 = getelementptr inbounds float, ptr %result, i64 %v297
  %v299 = getelementptr inbounds float, ptr %v298, i64 %v4
  %v300 = getelementptr inbounds float, ptr %v299, i64 4
  %v301 = mul i64 %i290, %cs
  %v302 = getelementptr inbounds float, ptr %result, i64 %v301
  %v303 = getelementptr inbounds float, ptr %v302, i64 %v4
  %v304 = getelementptr inbounds float, ptr %v303, i64 8
  %v305 = getelementptr float, ptr %v296, i64 0
  call void @llvm.prefetch.p0(ptr %v305, i32 1, i32 3, i32 1)
  %v306 = getelementptr float, ptr %v300, i64 0
  call void @llvm.prefetch.p0(ptr %v306, i32 1, i32 3, i32 1)
  %v307 = getelementptr float, ptr %v304, i64 0
  call void @llvm.prefetch.p0(ptr %v307, i32 1, i32 3, i32 1)
  %v308 = sdiv i64 %count, 2
  br label %b309
b309:
  %c312x0 = phi i64 [ 0, %b288 ], [ %v346, %b310 ]
  %c312x1 = phi <4 x float> [ zeroinitializer, %b288 ], [ %v343, %b310 ]
  %c312x2 = phi <4 x float> [ zeroinitializer, %b288 ], [ %v344, %b310 ]
  %c312x3 = phi <4 x float> [ zeroinitializer, %b288 ], [ %v345, %b310 ]
  %v313 = icmp ult i64 %c312x0, %v308
  br i1 %v313, label %b310, label %b311
b310:
  %v314 = mul i64 %c312x0, 2
  %v315 = mul i64 %v314, %rs
  %v316 = getelementptr inbounds float, ptr %v293, i64 %v315
  %v317 = mul i64 %v314, %ls
  %v318 = getelementptr inbounds float, ptr %v292, i64 %v317
  %v319 = load <4 x float>, ptr %v316, align 4
  %v320 = getelementptr inbounds float, ptr %v316, i64 4
  %v321 = load <4 x float>, ptr %v320, align 4
  %v322 = getelementptr inbounds float, ptr %v316, i64 8
  %v323 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v322, i32 4, <4 x i1> %v283, <4 x float> zeroinitializer)
  %v324 = load float, ptr %v318, align 4
  %v325 = insertelement <4 x float> poison, float %v324, i32 0
  %v326 = shufflevector <4 x float> %v325, <4 x float> poison, <4 x i32> zeroinitializer
  %v327 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v326, <4 x float> %v319, <4 x float> %c312x1)
  %v328 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v326, <4 x float> %v321, <4 x float> %c312x2)
  %v329 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v326, <4 x float> %v323, <4 x float> %c312x3)
  %v330 = add nsw i64 %v314, 1
  %v331 = mul i64 %v330, %rs
  %v332 = getelementptr inbounds float, ptr %v293, i64 %v331
  %v333 = mul i64 %v330, %ls
  %v334 = getelementptr inbounds float, ptr %v292, i64 %v333
  %v335 = load <4 x float>, ptr %v332, align 4
  %v336 = getelementptr inbounds float, ptr %v332, i64 4
  %v337 = load <4 x float>, ptr %v336, align 4
  %v338 = getelementptr inbounds float, ptr %v332, i64 8
  %v339 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v338, i32 4, <4 x i1> %v283, <4 x float> zeroinitializer)
  %v340 = load float, ptr %v334, align 4
  %v341 = insertelement <4 x float> poison, float %v340, i32 0
  %v342 = shufflevector <4 x float> %v341, <4 x float> poison, <4 x i32> zeroinitializer
  %v343 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v342, <4 x float> %v335, <4 x float> %v327)
  %v344 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v342, <4 x float> %v337, <4 x float> %v328)
  %v345 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v342, <4 x float> %v339, <4 x float> %v329)
  %v346 = add nuw nsw i64 %c312x0, 1
  br label %b309
b311:
  %v347 = mul i64 %v308, 2
  %v348 = sub i64 %count, %v347
  br label %b349
b349:
  %c352x0 = phi i64 [ 0, %b311 ], [ %v370, %b350 ]
  %c352x1 = phi <4 x float> [ %c312x1, %b311 ], [ %v367, %b350 ]
  %c352x2 = phi <4 x float> [ %c312x2, %b311 ], [ %v368, %b350 ]
  %c352x3 = phi <4 x float> [ %c312x3, %b311 ], [ %v369, %b350 ]
  %v353 = icmp ult i64 %c352x0, %v348
  br i1 %v353, label %b350, label %b351
b350:
  %v354 = add nsw i64 %v347, %c352x0
  %v355 = mul i64 %v354, %rs
  %v356 = getelementptr inbounds float, ptr %v293, i64 %v355
  %v357 = mul i64 %v354, %ls
  %v358 = getelementptr inbounds float, ptr %v292, i64 %v357
  %v359 = load <4 x float>, ptr %v356, align 4
  %v360 = getelementptr inbounds float, ptr %v356, i64 4
  %v361 = load <4 x float>, ptr %v360, align 4
  %v362 = getelementptr inbounds float, ptr %v356, i64 8
  %v363 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v362, i32 4, <4 x i1> %v283, <4 x float> zeroinitializer)
  %v364 = load float, ptr %v358, align 4
  %v365 = insertelement <4 x float> poison, float %v364, i32 0
  %v366 = shufflevector <4 x float> %v365, <4 x float> poison, <4 x i32> zeroinitializer
  %v367 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v366, <4 x float> %v359, <4 x float> %c352x1)
  %v368 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v366, <4 x float> %v361, <4 x float> %c352x2)
  %v369 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v366, <4 x float> %v363, <4 x float> %c352x3)
  %v370 = add nuw nsw i64 %c352x0, 1
  br label %b349
b351:
  %v371 = load <4 x float>, ptr %v296, align 4
  %v372 = fadd <4 x float> %v371, %c352x1
  store <4 x float> %v372, ptr %v296, align 4
  %v373 = load <4 x float>, ptr %v300, align 4
  %v374 = fadd <4 x float> %v373, %c352x2
  store <4 x float> %v374, ptr %v300, align 4
  %v375 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v304, i32 4, <4 x i1> %v283, <4 x float> zeroinitializer)
  %v376 = fadd <4 x float> %v375, %c352x3
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v376, ptr %v304, i32 4, <4 x i1> %v283)
  %v377 = add nsw i64 %i290, 1
  br label %b287
b289:
  %v378 = sub i64 %i1, %v286
  br label %b129
b128:
  %v379 = sub i64 %v122, 12
  %v380 = insertelement <4 x i64> poison, i64 %v379, i32 0
  %v381 = shufflevector <4 x i64> %v380, <4 x i64> poison, <4 x i32> zeroinitializer
  %v382 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v381
  %v383 = sub i64 %i1, %i0
  %v384 = sdiv i64 %v383, 1
  %v385 = add nsw i64 %i0, %v384
  br label %b386
b386:
  %i389 = phi i64 [ %i0, %b128 ], [ %v492, %b461 ]
  %v390 = icmp slt i64 %i389, %v385
  br i1 %v390, label %b387, label %b388
b387:
  %v391 = getelementptr inbounds float, ptr %left, i64 %i389
  %v392 = getelementptr inbounds float, ptr %right, i64 %v4
  %v393 = mul i64 %i389, %cs
  %v394 = getelementptr inbounds float, ptr %result, i64 %v393
  %v395 = getelementptr inbounds float, ptr %v394, i64 %v4
  %v396 = mul i64 %i389, %cs
  %v397 = getelementptr inbounds float, ptr %result, i64 %v396
  %v398 = getelementptr inbounds float, ptr %v397, i64 %v4
  %v399 = getelementptr inbounds float, ptr %v398, i64 4
  %v400 = mul i64 %i389, %cs
  %v401 = getelementptr inbounds float, ptr %result, i64 %v400
  %v402 = getelementptr inbounds float, ptr %v401, i64 %v4
  %v403 = getelementptr inbounds float, ptr %v402, i64 8
  %v404 = mul i64 %i389, %cs
  %v405 = getelementptr inbounds float, ptr %result, i64 %v404
  %v406 = getelementptr inbounds float, ptr %v405, i64 %v4
  %v407 = getelementptr inbounds float, ptr %v406, i64 12
  %v408 = getelementptr float, ptr %v395, i64 0
  call void @llvm.prefetch.p0(ptr %v408, i32 1, i32 3, i32 1)
  %v409 = getelementptr float, ptr %v399, i64 0
  call void @llvm.prefetch.p0(ptr %v409, i32 1, i32 3, i32 1)
  %v410 = getelementptr float, ptr %v403, i64 0
  call void @llvm.prefetch.p0(ptr %v410, i32 1, i32 3, i32 1)
  %v411 = getelementptr float, ptr %v407, i64 0
  call void @llvm.prefetch.p0(ptr %v411, i32 1, i32 3, i32 1)
  %v412 = sdiv i64 %count, 2
  br label %b413
b413:
  %c416x0 = phi i64 [ 0, %b387 ], [ %v456, %b414 ]
  %c416x1 = phi <4 x float> [ zeroinitializer, %b387 ], [ %v452, %b414 ]
  %c416x2 = phi <4 x float> [ zeroinitializer, %b387 ], [ %v453, %b414 ]
  %c416x3 = phi <4 x float> [ zeroinitializer, %b387 ], [ %v454, %b414 ]
  %c416x4 = phi <4 x float> [ zeroinitializer, %b387 ], [ %v455, %b414 ]
  %v417 = icmp ult i64 %c416x0, %v412
  br i1 %v417, label %b414, label %b415
b414:
  %v418 = mul i64 %c416x0, 2
  %v419 = mul i64 %v418, %rs
  %v420 = getelementptr inbounds float, ptr %v392, i64 %v419
  %v421 = mul i64 %v418, %ls
  %v422 = getelementptr inbounds float, ptr %v391, i64 %v421
  %v423 = load <4 x float>, ptr %v420, align 4
  %v424 = getelementptr inbounds float, ptr %v420, i64 4
  %v425 = load <4 x float>, ptr %v424, align 4
  %v426 = getelementptr inbounds float, ptr %v420, i64 8
  %v427 = load <4 x float>, ptr %v426, align 4
  %v428 = getelementptr inbounds float, ptr %v420, i64 12
  %v429 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v428, i32 4, <4 x i1> %v382, <4 x float> zeroinitializer)
  %v430 = load float, ptr %v422, align 4
  %v431 = insertelement <4 x float> poison, float %v430, i32 0
  %v432 = shufflevector <4 x float> %v431, <4 x float> poison, <4 x i32> zeroinitializer
  %v433 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v432, <4 x float> %v423, <4 x float> %c416x1)
  %v434 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v432, <4 x float> %v425, <4 x float> %c416x2)
  %v435 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v432, <4 x float> %v427, <4 x float> %c416x3)
  %v436 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v432, <4 x float> %v429, <4 x float> %c416x4)
  %v437 = add nsw i64 %v418, 1
  %v438 = mul i64 %v437, %rs
  %v439 = getelementptr inbounds float, ptr %v392, i64 %v438
  %v440 = mul i64 %v437, %ls
  %v441 = getelementptr inbounds float, ptr %v391, i64 %v440
  %v442 = load <4 x float>, ptr %v439, align 4
  %v443 = getelementptr inbounds float, ptr %v439, i64 4
  %v444 = load <4 x float>, ptr %v443, align 4
  %v445 = getelementptr inbounds float, ptr %v439, i64 8
  %v446 = load <4 x float>, ptr %v445, align 4
  %v447 = getelementptr inbounds float, ptr %v439, i64 12
  %v448 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v447, i32 4, <4 x i1> %v382, <4 x float> zeroinitializer)
  %v449 = load float, ptr %v441, align 4
  %v450 = insertelement <4 x float> poison, float %v449, i32 0
  %v451 = shufflevector <4 x float> %v450, <4 x float> poison, <4 x i32> zeroinitializer
  %v452 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v451, <4 x float> %v442, <4 x float> %v433)
  %v453 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v451, <4 x float> %v444, <4 x float> %v434)
  %v454 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v451, <4 x float> %v446, <4 x float> %v435)
  %v455 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v451, <4 x float> %v448, <4 x float> %v436)
  %v456 = add nuw nsw i64 %c416x0, 1
  br label %b413
b415:
  %v457 = mul i64 %v412, 2
  %v458 = sub i64 %count, %v457
  br label %b459
b459:
  %c462x0 = phi i64 [ 0, %b415 ], [ %v483, %b460 ]
  %c462x1 = phi <4 x float> [ %c416x1, %b415 ], [ %v479, %b460 ]
  %c462x2 = phi <4 x float> [ %c416x2, %b415 ], [ %v480, %b460 ]
  %c462x3 = phi <4 x float> [ %c416x3, %b415 ], [ %v481, %b460 ]
  %c462x4 = phi <4 x float> [ %c416x4, %b415 ], [ %v482, %b460 ]
  %v463 = icmp ult i64 %c462x0, %v458
  br i1 %v463, label %b460, label %b461
b460:
  %v464 = add nsw i64 %v457, %c462x0
  %v465 = mul i64 %v464, %rs
  %v466 = getelementptr inbounds float, ptr %v392, i64 %v465
  %v467 = mul i64 %v464, %ls
  %v468 = getelementptr inbounds float, ptr %v391, i64 %v467
  %v469 = load <4 x float>, ptr %v466, align 4
  %v470 = getelementptr inbounds float, ptr %v466, i64 4
  %v471 = load <4 x float>, ptr %v470, align 4
  %v472 = getelementptr inbounds float, ptr %v466, i64 8
  %v473 = load <4 x float>, ptr %v472, align 4
  %v474 = getelementptr inbounds float, ptr %v466, i64 12
  %v475 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v474, i32 4, <4 x i1> %v382, <4 x float> zeroinitializer)
  %v476 = load float, ptr %v468, align 4
  %v477 = insertelement <4 x float> poison, float %v476, i32 0
  %v478 = shufflevector <4 x float> %v477, <4 x float> poison, <4 x i32> zeroinitializer
  %v479 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v478, <4 x float> %v469, <4 x float> %c462x1)
  %v480 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v478, <4 x float> %v471, <4 x float> %c462x2)
  %v481 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v478, <4 x float> %v473, <4 x float> %c462x3)
  %v482 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v478, <4 x float> %v475, <4 x float> %c462x4)
  %v483 = add nuw nsw i64 %c462x0, 1
  br label %b459
b461:
  %v484 = load <4 x float>, ptr %v395, align 4
  %v485 = fadd <4 x float> %v484, %c462x1
  store <4 x float> %v485, ptr %v395, align 4
  %v486 = load <4 x float>, ptr %v399, align 4
  %v487 = fadd <4 x float> %v486, %c462x2
  store <4 x float> %v487, ptr %v399, align 4
  %v488 = load <4 x float>, ptr %v403, align 4
  %v489 = fadd <4 x float> %v488, %c462x3
  store <4 x float> %v489, ptr %v403, align 4
  %v490 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v407, i32 4, <4 x i1> %v382, <4 x float> zeroinitializer)
  %v491 = fadd <4 x float> %v490, %c462x4
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v491, ptr %v407, i32 4, <4 x i1> %v382)
  %v492 = add nsw i64 %i389, 1
  br label %b386
b388:
  %v493 = sub i64 %i1, %v385
  br label %b129
b129:
  ret void
}

define void @total(ptr %left, i64 %ls, ptr %right, i64 %rs, ptr %result, i64 %cs, i64 %count, i64 %i0, i64 %i1, i64 %j0, i64 %j1) {
entry:
  %v1 = sub i64 %i1, %i0
  %v2 = sdiv i64 %v1, 4
  %v3 = mul i64 %v2, 4
  %v4 = add nsw i64 %i0, %v3
  %v5 = sub i64 %i1, %v4
  %v6 = insertelement <4 x i64> poison, i64 %v5, i32 0
  %v7 = shufflevector <4 x i64> %v6, <4 x i64> poison, <4 x i32> zeroinitializer
  %v8 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v7
  br label %b9
b9:
  %i12 = phi i64 [ 0, %entry ], [ %v37, %b30 ]
  %v13 = icmp slt i64 %i12, %count
  br i1 %v13, label %b10, label %b11
b10:
  %v14 = mul i64 %i12, %ls
  %v15 = getelementptr inbounds float, ptr %left, i64 %v14
  %v16 = mul i64 %i12, %rs
  %v17 = getelementptr inbounds float, ptr %right, i64 %v16
  br label %b18
b18:
  %i21 = phi i64 [ %i0, %b10 ], [ %v28, %b19 ]
  %v22 = icmp slt i64 %i21, %v4
  br i1 %v22, label %b19, label %b20
b19:
  %v23 = getelementptr inbounds float, ptr %result, i64 %i21
  %v24 = getelementptr inbounds float, ptr %v15, i64 %i21
  %v25 = load <4 x float>, ptr %v24, align 4
  %v26 = load <4 x float>, ptr %v23, align 4
  %v27 = fadd <4 x float> %v26, %v25
  store <4 x float> %v27, ptr %v23, align 4
  %v28 = add nsw i64 %i21, 4
  br label %b18
b20:
  %v31 = icmp slt i64 %v4, %i1
  br i1 %v31, label %b29, label %b30
b29:
  %v32 = getelementptr inbounds float, ptr %result, i64 %v4
  %v33 = getelementptr inbounds float, ptr %v15, i64 %v4
  %v34 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v33, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v35 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v32, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v36 = fadd <4 x float> %v35, %v34
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v36, ptr %v32, i32 4, <4 x i1> %v8)
  br label %b30
b30:
  %v37 = add nsw i64 %i12, 1
  br label %b9
b11:
  ret void
}

define void @diagonal(ptr %left, i64 %ls, ptr %right, i64 %rs, ptr %result, i64 %cs, i64 %count, i64 %i0, i64 %i1, i64 %j0, i64 %j1) {
entry:
  %v1 = sub i64 %i1, %i0
  %v2 = sdiv i64 %v1, 4
  %v3 = mul i64 %v2, 4
  %v4 = add nsw i64 %i0, %v3
  %v5 = sub i64 %i1, %v4
  %v6 = insertelement <4 x i64> poison, i64 %v5, i32 0
  %v7 = shufflevector <4 x i64> %v6, <4 x i64> poison, <4 x i32> zeroinitializer
  %v8 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v7
  br label %b9
b9:
  %i12 = phi i64 [ 0, %entry ], [ %v41, %b32 ]
  %v13 = icmp slt i64 %i12, %count
  br i1 %v13, label %b10, label %b11
b10:
  %v14 = mul i64 %i12, %ls
  %v15 = getelementptr inbounds float, ptr %left, i64 %v14
  %v16 = mul i64 %i12, %rs
  %v17 = getelementptr inbounds float, ptr %right, i64 %v16
  br label %b18
b18:
  %i21 = phi i64 [ %i0, %b10 ], [ %v30, %b19 ]
  %v22 = icmp slt i64 %i21, %v4
  br i1 %v22, label %b19, label %b20
b19:
  %v23 = getelementptr inbounds float, ptr %result, i64 %i21
  %v24 = getelementptr inbounds float, ptr %v15, i64 %i21
  %v25 = load <4 x float>, ptr %v24, align 4
  %v26 = load <4 x float>, ptr %v23, align 4
  %v27 = getelementptr inbounds float, ptr %v17, i64 %i21
  %v28 = load <4 x float>, ptr %v27, align 4
  %v29 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v25, <4 x float> %v28, <4 x float> %v26)
  store <4 x float> %v29, ptr %v23, align 4
  %v30 = add nsw i64 %i21, 4
  br label %b18
b20:
  %v33 = icmp slt i64 %v4, %i1
  br i1 %v33, label %b31, label %b32
b31:
  %v34 = getelementptr inbounds float, ptr %result, i64 %v4
  %v35 = getelementptr inbounds float, ptr %v15, i64 %v4
  %v36 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v35, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v37 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v34, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v38 = getelementptr inbounds float, ptr %v17, i64 %v4
  %v39 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v38, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v40 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v36, <4 x float> %v39, <4 x float> %v37)
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v40, ptr %v34, i32 4, <4 x i1> %v8)
  br label %b32
b32:
  %v41 = add nsw i64 %i12, 1
  br label %b9
b11:
  ret void
}

define void @gradients(ptr noalias %context, i64 %part, i64 %parts) {
entry:
  %v1 = getelementptr i64, ptr %context, i64 0
  %v2 = load i64, ptr %v1, align 8
  %v3 = getelementptr i64, ptr %context, i64 1
  %v4 = load i64, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %context, i64 2
  %v6 = load ptr, ptr %v5, align 8
  br label %b7
b7:
  %i10 = phi i64 [ 0, %entry ], [ %v120, %b14 ]
  %v11 = icmp slt i64 %i10, %v2
  br i1 %v11, label %b8, label %b9
b8:
  br label %b12
b12:
  %i15 = phi i64 [ 0, %b8 ], [ %v119, %b48 ]
  %v16 = icmp slt i64 %i15, %v4
  br i1 %v16, label %b13, label %b14
b13:
  %v17 = mul i64 %i15, 11
  %v18 = getelementptr i64, ptr %v6, i64 %v17
  %v19 = getelementptr i64, ptr %v18, i64 0
  %v20 = load i64, ptr %v19, align 8
  %v21 = getelementptr ptr, ptr %v18, i64 1
  %v22 = load ptr, ptr %v21, align 8
  %v23 = getelementptr i64, ptr %v18, i64 2
  %v24 = load i64, ptr %v23, align 8
  %v25 = getelementptr i64, ptr %v18, i64 3
  %v26 = load i64, ptr %v25, align 8
  %v27 = getelementptr ptr, ptr %v18, i64 4
  %v28 = load ptr, ptr %v27, align 8
  %v29 = getelementptr i64, ptr %v18, i64 5
  %v30 = load i64, ptr %v29, align 8
  %v31 = getelementptr i64, ptr %v18, i64 6
  %v32 = load i64, ptr %v31, align 8
  %v33 = getelementptr ptr, ptr %v18, i64 7
  %v34 = load ptr, ptr %v33, align 8
  %v35 = getelementptr i64, ptr %v18, i64 8
  %v36 = load i64, ptr %v35, align 8
  %v37 = getelementptr ptr, ptr %v18, i64 9
  %v38 = load ptr, ptr %v37, align 8
  %v39 = getelementptr ptr, ptr %v18, i64 10
  %v40 = load ptr, ptr %v39, align 8
  %v41 = getelementptr i64, ptr %v40, i64 %i10
  %v42 = load i64, ptr %v41, align 8
  %v43 = add nsw i64 %i10, 1
  %v44 = getelementptr i64, ptr %v40, i64 %v43
  %v45 = load i64, ptr %v44, align 8
  br label %b46
b46:
  %i49 = phi i64 [ %v42, %b13 ], [ %v118, %b67 ]
  %v50 = icmp slt i64 %i49, %v45
  br i1 %v50, label %b47, label %b48
b47:
  %v51 = mul i64 %i49, 3
  %v52 = getelementptr i64, ptr %v38, i64 %v51
  %v53 = getelementptr i64, ptr %v52, i64 0
  %v54 = load i64, ptr %v53, align 8
  %v55 = getelementptr i64, ptr %v52, i64 1
  %v56 = load i64, ptr %v55, align 8
  %v57 = getelementptr i64, ptr %v52, i64 2
  %v58 = load i64, ptr %v57, align 8
  %v59 = mul i64 %v54, %v24
  %v60 = getelementptr inbounds float, ptr %v22, i64 %v59
  %v61 = mul i64 %v56, %v30
  %v62 = getelementptr inbounds float, ptr %v28, i64 %v61
  switch i64 %v20, label %b67 [ i64 0, label %b63 i64 1, label %b64 i64 2, label %b65 i64 3, label %b66 ]
b63:
  %v68 = mul i64 %v26, %part
  %v69 = udiv i64 %v68, %parts
  %v70 = udiv i64 %v69, 1
  %v71 = icmp eq i64 %part, %parts
  %v72 = select i1 %v71, i64 %v26, i64 %v70
  %v73 = add nsw i64 %part, 1
  %v74 = mul i64 %v26, %v73
  %v75 = udiv i64 %v74, %parts
  %v76 = udiv i64 %v75, 1
  %v77 = icmp eq i64 %v73, %parts
  %v78 = select i1 %v77, i64 %v26, i64 %v76
  call void @outer(ptr %v60, i64 %v24, ptr %v62, i64 %v30, ptr %v34, i64 %v36, i64 %v58, i64 %v72, i64 %v78, i64 0, i64 %v32)
  br label %b67
b64:
  %v79 = mul i64 %v32, %part
  %v80 = udiv i64 %v79, %parts
  %v81 = udiv i64 %v80, 16
  %v82 = mul i64 %v81, 16
  %v83 = icmp eq i64 %part, %parts
  %v84 = select i1 %v83, i64 %v32, i64 %v82
  %v85 = add nsw i64 %part, 1
  %v86 = mul i64 %v32, %v85
  %v87 = udiv i64 %v86, %parts
  %v88 = udiv i64 %v87, 16
  %v89 = mul i64 %v88, 16
  %v90 = icmp eq i64 %v85, %parts
  %v91 = select i1 %v90, i64 %v32, i64 %v89
  call void @outer(ptr %v60, i64 %v24, ptr %v62, i64 %v30, ptr %v34, i64 %v36, i64 %v58, i64 0, i64 %v26, i64 %v84, i64 %v91)
  br label %b67
b65:
  %v92 = mul i64 %v26, %part
  %v93 = udiv i64 %v92, %parts
  %v94 = udiv i64 %v93, 16
  %v95 = mul i64 %v94, 16
  %v96 = icmp eq i64 %part, %parts
  %v97 = select i1 %v96, i64 %v26, i64 %v95
  %v98 = add nsw i64 %part, 1
  %v99 = mul i64 %v26, %v98
  %v100 = udiv i64 %v99, %parts
  %v101 = udiv i64 %v100, 16
  %v102 = mul i64 %v101, 16
  %v103 = icmp eq i64 %v98, %parts
  %v104 = select i1 %v103, i64 %v26, i64 %v102
  call void @total(ptr %v60, i64 %v24, ptr %v62, i64 %v30, ptr %v34, i64 %v36, i64 %v58, i64 %v97, i64 %v104, i64 0, i64 %v32)
  br label %b67
b66:
  %v105 = mul i64 %v26, %part
  %v106 = udiv i64 %v105, %parts
  %v107 = udiv i64 %v106, 16
  %v108 = mul i64 %v107, 16
  %v109 = icmp eq i64 %part, %parts
  %v110 = select i1 %v109, i64 %v26, i64 %v108
  %v111 = add nsw i64 %part, 1
  %v112 = mul i64 %v26, %v111
  %v113 = udiv i64 %v112, %parts
  %v114 = udiv i64 %v113, 16
  %v115 = mul i64 %v114, 16
  %v116 = icmp eq i64 %v111, %parts
  %v117 = select i1 %v116, i64 %v26, i64 %v115
  call void @diagonal(ptr %v60, i64 %v24, ptr %v62, i64 %v30, ptr %v34, i64 %v36, i64 %v58, i64 %v110, i64 %v117, i64 0, i64 %v32)
  br label %b67
b67:
  %v118 = add nsw i64 %i49, 1
  br label %b46
b48:
  %v119 = add nsw i64 %i15, 1
  br label %b12
b14:
  %v120 = add nsw i64 %i10, 1
  br label %b7
b9:
  ret void
}
