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
  %i8 = phi i64 [ %j0, %entry ], [ %v113, %b15 ]
  %v9 = icmp slt i64 %i8, %v4
  br i1 %v9, label %b6, label %b7
b6:
  %v10 = sub i64 %i1, %i0
  %v11 = sdiv i64 %v10, 1
  %v12 = add nsw i64 %i0, %v11
  br label %b13
b13:
  %i16 = phi i64 [ %i0, %b6 ], [ %v111, %b88 ]
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
  %v35 = load <4 x float>, ptr %v22, align 4
  %v36 = load <4 x float>, ptr %v26, align 4
  %v37 = load <4 x float>, ptr %v30, align 4
  %v38 = load <4 x float>, ptr %v34, align 4
  %v39 = sdiv i64 %count, 2
  br label %b40
b40:
  %c43x0 = phi i64 [ 0, %b14 ], [ %v83, %b41 ]
  %c43x1 = phi <4 x float> [ %v35, %b14 ], [ %v79, %b41 ]
  %c43x2 = phi <4 x float> [ %v36, %b14 ], [ %v80, %b41 ]
  %c43x3 = phi <4 x float> [ %v37, %b14 ], [ %v81, %b41 ]
  %c43x4 = phi <4 x float> [ %v38, %b14 ], [ %v82, %b41 ]
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
  store <4 x float> %c89x1, ptr %v22, align 4
  store <4 x float> %c89x2, ptr %v26, align 4
  store <4 x float> %c89x3, ptr %v30, align 4
  store <4 x float> %c89x4, ptr %v34, align 4
  %v111 = add nsw i64 %i16, 1
  br label %b13
b15:
  %v112 = sub i64 %i1, %v12
  %v113 = add nsw i64 %i8, 16
  br label %b5
b7:
  %v114 = sub i64 %j1, %v4
  %v115 = add nsw i64 %v114, 3
  %v116 = sdiv i64 %v115, 4
  switch i64 %v116, label %b121 [ i64 1, label %b117 i64 2, label %b118 i64 3, label %b119 i64 4, label %b120 ]
b117:
  %v122 = sub i64 %v114, 0
  %v123 = insertelement <4 x i64> poison, i64 %v122, i32 0
  %v124 = shufflevector <4 x i64> %v123, <4 x i64> poison, <4 x i32> zeroinitializer
  %v125 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v124
  %v126 = sub i64 %i1, %i0
  %v127 = sdiv i64 %v126, 1
  %v128 = add nsw i64 %i0, %v127
  br label %b129
b129:
  %i132 = phi i64 [ %i0, %b117 ], [ %v185, %b171 ]
  %v133 = icmp slt i64 %i132, %v128
  br i1 %v133, label %b130, label %b131
b130:
  %v134 = getelementptr inbounds float, ptr %left, i64 %i132
  %v135 = getelementptr inbounds float, ptr %right, i64 %v4
  %v136 = mul i64 %i132, %cs
  %v137 = getelementptr inbounds float, ptr %result, i64 %v136
  %v138 = getelementptr inbounds float, ptr %v137, i64 %v4
  %v139 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v138, i32 4, <4 x i1> %v125, <4 x float> zeroinitializer)
  %v140 = sdiv i64 %count, 2
  br label %b141
b141:
  %c144x0 = phi i64 [ 0, %b130 ], [ %v166, %b142 ]
  %c144x1 = phi <4 x float> [ %v139, %b130 ], [ %v165, %b142 ]
  %v145 = icmp ult i64 %c144x0, %v140
  br i1 %v145, label %b142, label %b143
b142:
  %v146 = mul i64 %c144x0, 2
  %v147 = mul i64 %v146, %rs
  %v148 = getelementptr inbounds float, ptr %v135, i64 %v147
  %v149 = mul i64 %v146, %ls
  %v150 = getelementptr inbounds float, ptr %v134, i64 %v149
  %v151 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v148, i32 4, <4 x i1> %v125, <4 x float> zeroinitializer)
  %v152 = load float, ptr %v150, align 4
  %v153 = insertelement <4 x float> poison, float %v152, i32 0
  %v154 = shufflevector <4 x float> %v153, <4 x float> poison, <4 x i32> zeroinitializer
  %v155 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v154, <4 x float> %v151, <4 x float> %c144x1)
  %v156 = add nsw i64 %v146, 1
  %v157 = mul i64 %v156, %rs
  %v158 = getelementptr inbounds float, ptr %v135, i64 %v157
  %v159 = mul i64 %v156, %ls
  %v160 = getelementptr inbounds float, ptr %v134, i64 %v159
  %v161 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v158, i32 4, <4 x i1> %v125, <4 x float> zeroinitializer)
  %v162 = load float, ptr %v160, align 4
  %v163 = insertelement <4 x float> poison, float %v162, i32 0
  %v164 = shufflevector <4 x float> %v163, <4 x float> poison, <4 x i32> zeroinitializer
  %v165 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v164, <4 x float> %v161, <4 x float> %v155)
  %v166 = add nuw nsw i64 %c144x0, 1
  br label %b141
b143:
  %v167 = mul i64 %v140, 2
  %v168 = sub i64 %count, %v167
  br label %b169
b169:
  %c172x0 = phi i64 [ 0, %b143 ], [ %v184, %b170 ]
  %c172x1 = phi <4 x float> [ %c144x1, %b143 ], [ %v183, %b170 ]
  %v173 = icmp ult i64 %c172x0, %v168
  br i1 %v173, label %b170, label %b171
b170:
  %v174 = add nsw i64 %v167, %c172x0
  %v175 = mul i64 %v174, %rs
  %v176 = getelementptr inbounds float, ptr %v135, i64 %v175
  %v177 = mul i64 %v174, %ls
  %v178 = getelementptr inbounds float, ptr %v134, i64 %v177
  %v179 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v176, i32 4, <4 x i1> %v125, <4 x float> zeroinitializer)
  %v180 = load float, ptr %v178, align 4
  %v181 = insertelement <4 x float> poison, float %v180, i32 0
  %v182 = shufflevector <4 x float> %v181, <4 x float> poison, <4 x i32> zeroinitializer
  %v183 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v182, <4 x float> %v179, <4 x float> %c172x1)
  %v184 = add nuw nsw i64 %c172x0, 1
  br label %b169
b171:
  call void @llvm.masked.store.v4f32.p0(<4 x float> %c172x1, ptr %v138, i32 4, <4 x i1> %v125)
  %v185 = add nsw i64 %i132, 1
  br label %b129
b131:
  %v186 = sub i64 %i1, %v128
  br label %b121
b118:
  %v187 = sub i64 %v114, 4
  %v188 = insertelement <4 x i64> poison, i64 %v187, i32 0
  %v189 = shufflevector <4 x i64> %v188, <4 x i64> poison, <4 x i32> zeroinitializer
  %v190 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v189
  %v191 = sub i64 %i1, %i0
  %v192 = sdiv i64 %v191, 1
  %v193 = add nsw i64 %i0, %v192
  br label %b194
b194:
  %i197 = phi i64 [ %i0, %b118 ], [ %v264, %b247 ]
  %v198 = icmp slt i64 %i197, %v193
  br i1 %v198, label %b195, label %b196
b195:
  %v199 = getelementptr inbounds float, ptr %left, i64 %i197
  %v200 = getelementptr inbounds float, ptr %right, i64 %v4
  %v201 = mul i64 %i197, %cs
  %v202 = getelementptr inbounds float, ptr %result, i64 %v201
  %v203 = getelementptr inbounds float, ptr %v202, i64 %v4
  %v204 = mul i64 %i197, %cs
  %v205 = getelementptr inbounds float, ptr %result, i64 %v204
  %v206 = getelementptr inbounds float, ptr %v205, i64 %v4
  %v207 = getelementptr inbounds float, ptr %v206, i64 4
  %v208 = load <4 x float>, ptr %v203, align 4
  %v209 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v207, i32 4, <4 x i1> %v190, <4 x float> zeroinitializer)
  %v210 = sdiv i64 %count, 2
  br label %b211
b211:
  %c214x0 = phi i64 [ 0, %b195 ], [ %v242, %b212 ]
  %c214x1 = phi <4 x float> [ %v208, %b195 ], [ %v240, %b212 ]
  %c214x2 = phi <4 x float> [ %v209, %b195 ], [ %v241, %b212 ]
  %v215 = icmp ult i64 %c214x0, %v210
  br i1 %v215, label %b212, label %b213
b212:
  %v216 = mul i64 %c214x0, 2
  %v217 = mul i64 %v216, %rs
  %v218 = getelementptr inbounds float, ptr %v200, i64 %v217
  %v219 = mul i64 %v216, %ls
  %v220 = getelementptr inbounds float, ptr %v199, i64 %v219
  %v221 = load <4 x float>, ptr %v218, align 4
  %v222 = getelementptr inbounds float, ptr %v218, i64 4
  %v223 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v222, i32 4, <4 x i1> %v190, <4 x float> zeroinitializer)
  %v224 = load float, ptr %v220, align 4
  %v225 = insertelement <4 x float> poison, float %v224, i32 0
  %v226 = shufflevector <4 x float> %v225, <4 x float> poison, <4 x i32> zeroinitializer
  %v227 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v226, <4 x float> %v221, <4 x float> %c214x1)
  %v228 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v226, <4 x float> %v223, <4 x float> %c214x2)
  %v229 = add nsw i64 %v216, 1
  %v230 = mul i64 %v229, %rs
  %v231 = getelementptr inbounds float, ptr %v200, i64 %v230
  %v232 = mul i64 %v229, %ls
  %v233 = getelementptr inbounds float, ptr %v199, i64 %v232
  %v234 = load <4 x float>, ptr %v231, align 4
  %v235 = getelementptr inbounds float, ptr %v231, i64 4
  %v236 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v235, i32 4, <4 x i1> %v190, <4 x float> zeroinitializer)
  %v237 = load float, ptr %v233, align 4
  %v238 = insertelement <4 x float> poison, float %v237, i32 0
  %v239 = shufflevector <4 x float> %v238, <4 x float> poison, <4 x i32> zeroinitializer
  %v240 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v239, <4 x float> %v234, <4 x float> %v227)
  %v241 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v239, <4 x float> %v236, <4 x float> %v228)
  %v242 = add nuw nsw i64 %c214x0, 1
  br label %b211
b213:
  %v243 = mul i64 %v210, 2
  %v244 = sub i64 %count, %v243
  br label %b245
b245:
  %c248x0 = phi i64 [ 0, %b213 ], [ %v263, %b246 ]
  %c248x1 = phi <4 x float> [ %c214x1, %b213 ], [ %v261, %b246 ]
  %c248x2 = phi <4 x float> [ %c214x2, %b213 ], [ %v262, %b246 ]
  %v249 = icmp ult i64 %c248x0, %v244
  br i1 %v249, label %b246, label %b247
b246:
  %v250 = add nsw i64 %v243, %c248x0
  %v251 = mul i64 %v250, %rs
  %v252 = getelementptr inbounds float, ptr %v200, i64 %v251
  %v253 = mul i64 %v250, %ls
  %v254 = getelementptr inbounds float, ptr %v199, i64 %v253
  %v255 = load <4 x float>, ptr %v252, align 4
  %v256 = getelementptr inbounds float, ptr %v252, i64 4
  %v257 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v256, i32 4, <4 x i1> %v190, <4 x float> zeroinitializer)
  %v258 = load float, ptr %v254, align 4
  %v259 = insertelement <4 x float> poison, float %v258, i32 0
  %v260 = shufflevector <4 x float> %v259, <4 x float> poison, <4 x i32> zeroinitializer
  %v261 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v260, <4 x float> %v255, <4 x float> %c248x1)
  %v262 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v260, <4 x float> %v257, <4 x float> %c248x2)
  %v263 = add nuw nsw i64 %c248x0, 1
  br label %b245
b247:
  store <4 x float> %c248x1, ptr %v203, align 4
  call void @llvm.masked.store.v4f32.p0(<4 x float> %c248x2, ptr %v207, i32 4, <4 x i1> %v190)
  %v264 = add nsw i64 %i197, 1
  br label %b194
b196:
  %v265 = sub i64 %i1, %v193
  br label %b121
b119:
  %v266 = sub i64 %v114, 8
  %v267 = insertelement <4 x i64> poison, i64 %v266, i32 0
  %v268 = shufflevector <4 x i64> %v267, <4 x i64> poison, <4 x i32> zeroinitializer
  %v269 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v268
  %v270 = sub i64 %i1, %i0
  %v271 = sdiv i64 %v270, 1
  %v272 = add nsw i64 %i0, %v271
  br label %b273
b273:
  %i276 = phi i64 [ %i0, %b119 ], [ %v357, %b337 ]
  %v277 = icmp slt i64 %i276, %v272
  br i1 %v277, label %b274, label %b275
b274:
  %v278 = getelementptr inbounds float, ptr %left, i64 %i276
  %v279 = getelementptr inbounds float, ptr %right, i64 %v4
  %v280 = mul i64 %i276, %cs
  %v281 = getelementptr inbounds float, ptr %result, i64 %v280
  %v282 = getelementptr inbounds float, ptr %v281, i64 %v4
  %v283 = mul i64 %i276, %cs
  %v284 = getelementptr inbounds float, ptr %result, i64 %v283
  %v285 = getelementptr inbounds float, ptr %v284, i64 %v4
  %v286 = getelementptr inbounds float, ptr %v285, i64 4
  %v287 = mul i64 %i276, %cs
  %v288 = getelementptr inbounds float, ptr %result, i64 %v287
  %v289 = getelementptr inbounds float, ptr %v288, i64 %v4
  %v290 = getelementptr inbounds float, ptr %v289, i64 8
  %v291 = load <4 x float>, ptr %v282, align 4
  %v292 = load <4 x float>, ptr %v286, align 4
  %v293 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v290, i32 4, <4 x i1> %v269, <4 x float> zeroinitializer)
  %v294 = sdiv i64 %count, 2
  br label %b295
b295:
  %c298x0 = phi i64 [ 0, %b274 ], [ %v332, %b296 ]
  %c298x1 = phi <4 x float> [ %v291, %b274 ], [ %v329, %b296 ]
  %c298x2 = phi <4 x float> [ %v292, %b274 ], [ %v330, %b296 ]
  %c298x3 = phi <4 x float> [ %v293, %b274 ], [ %v331, %b296 ]
  %v299 = icmp ult i64 %c298x0, %v294
  br i1 %v299, label %b296, label %b297
b296:
  %v300 = mul i64 %c298x0, 2
  %v301 = mul i64 %v300, %rs
  %v302 = getelementptr inbounds float, ptr %v279, i64 %v301
  %v303 = mul i64 %v300, %ls
  %v304 = getelementptr inbounds float, ptr %v278, i64 %v303
  %v305 = load <4 x float>, ptr %v302, align 4
  %v306 = getelementptr inbounds float, ptr %v302, i64 4
  %v307 = load <4 x float>, ptr %v306, align 4
  %v308 = getelementptr inbounds float, ptr %v302, i64 8
  %v309 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v308, i32 4, <4 x i1> %v269, <4 x float> zeroinitializer)
  %v310 = load float, ptr %v304, align 4
  %v311 = insertelement <4 x float> poison, float %v310, i32 0
  %v312 = shufflevector <4 x float> %v311, <4 x float> poison, <4 x i32> zeroinitializer
  %v313 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v312, <4 x float> %v305, <4 x float> %c298x1)
  %v314 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v312, <4 x float> %v307, <4 x float> %c298x2)
  %v315 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v312, <4 x float> %v309, <4 x float> %c298x3)
  %v316 = add nsw i64 %v300, 1
  %v317 = mul i64 %v316, %rs
  %v318 = getelementptr inbounds float, ptr %v279, i64 %v317
  %v319 = mul i64 %v316, %ls
  %v320 = getelementptr inbounds float, ptr %v278, i64 %v319
  %v321 = load <4 x float>, ptr %v318, align 4
  %v322 = getelementptr inbounds float, ptr %v318, i64 4
  %v323 = load <4 x float>, ptr %v322, align 4
  %v324 = getelementptr inbounds float, ptr %v318, i64 8
  %v325 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v324, i32 4, <4 x i1> %v269, <4 x float> zeroinitializer)
  %v326 = load float, ptr %v320, align 4
  %v327 = insertelement <4 x float> poison, float %v326, i32 0
  %v328 = shufflevector <4 x float> %v327, <4 x float> poison, <4 x i32> zeroinitializer
  %v329 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v328, <4 x float> %v321, <4 x float> %v313)
  %v330 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v328, <4 x float> %v323, <4 x float> %v314)
  %v331 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v328, <4 x float> %v325, <4 x float> %v315)
  %v332 = add nuw nsw i64 %c298x0, 1
  br label %b295
b297:
  %v333 = mul i64 %v294, 2
  %v334 = sub i64 %count, %v333
  br label %b335
b335:
  %c338x0 = phi i64 [ 0, %b297 ], [ %v356, %b336 ]
  %c338x1 = phi <4 x float> [ %c298x1, %b297 ], [ %v353, %b336 ]
  %c338x2 = phi <4 x float> [ %c298x2, %b297 ], [ %v354, %b336 ]
  %c338x3 = phi <4 x float> [ %c298x3, %b297 ], [ %v355, %b336 ]
  %v339 = icmp ult i64 %c338x0, %v334
  br i1 %v339, label %b336, label %b337
b336:
  %v340 = add nsw i64 %v333, %c338x0
  %v341 = mul i64 %v340, %rs
  %v342 = getelementptr inbounds float, ptr %v279, i64 %v341
  %v343 = mul i64 %v340, %ls
  %v344 = getelementptr inbounds float, ptr %v278, i64 %v343
  %v345 = load <4 x float>, ptr %v342, align 4
  %v346 = getelementptr inbounds float, ptr %v342, i64 4
  %v347 = load <4 x float>, ptr %v346, align 4
  %v348 = getelementptr inbounds float, ptr %v342, i64 8
  %v349 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v348, i32 4, <4 x i1> %v269, <4 x float> zeroinitializer)
  %v350 = load float, ptr %v344, align 4
  %v351 = insertelement <4 x float> poison, float %v350, i32 0
  %v352 = shufflevector <4 x float> %v351, <4 x float> poison, <4 x i32> zeroinitializer
  %v353 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v352, <4 x float> %v345, <4 x float> %c338x1)
  %v354 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v352, <4 x float> %v347, <4 x float> %c338x2)
  %v355 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v352, <4 x float> %v349, <4 x float> %c338x3)
  %v356 = add nuw nsw i64 %c338x0, 1
  br label %b335
b337:
  store <4 x float> %c338x1, ptr %v282, align 4
  store <4 x float> %c338x2, ptr %v286, align 4
  call void @llvm.masked.store.v4f32.p0(<4 x float> %c338x3, ptr %v290, i32 4, <4 x i1> %v269)
  %v357 = add nsw i64 %i276, 1
  br label %b273
b275:
  %v358 = sub i64 %i1, %v272
  br label %b121
b120:
  %v359 = sub i64 %v114, 12
  %v360 = insertelement <4 x i64> poison, i64 %v359, i32 0
  %v361 = shufflevector <4 x i64> %v360, <4 x i64> poison, <4 x i32> zeroinitializer
  %v362 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v361
  %v363 = sub i64 %i1, %i0
  %v364 = sdiv i64 %v363, 1
  %v365 = add nsw i64 %i0, %v364
  br label %b366
b366:
  %i369 = phi i64 [ %i0, %b120 ], [ %v464, %b441 ]
  %v370 = icmp slt i64 %i369, %v365
  br i1 %v370, label %b367, label %b368
b367:
  %v371 = getelementptr inbounds float, ptr %left, i64 %i369
  %v372 = getelementptr inbounds float, ptr %right, i64 %v4
  %v373 = mul i64 %i369, %cs
  %v374 = getelementptr inbounds float, ptr %result, i64 %v373
  %v375 = getelementptr inbounds float, ptr %v374, i64 %v4
  %v376 = mul i64 %i369, %cs
  %v377 = getelementptr inbounds float, ptr %result, i64 %v376
  %v378 = getelementptr inbounds float, ptr %v377, i64 %v4
  %v379 = getelementptr inbounds float, ptr %v378, i64 4
  %v380 = mul i64 %i369, %cs
  %v381 = getelementptr inbounds float, ptr %result, i64 %v380
  %v382 = getelementptr inbounds float, ptr %v381, i64 %v4
  %v383 = getelementptr inbounds float, ptr %v382, i64 8
  %v384 = mul i64 %i369, %cs
  %v385 = getelementptr inbounds float, ptr %result, i64 %v384
  %v386 = getelementptr inbounds float, ptr %v385, i64 %v4
  %v387 = getelementptr inbounds float, ptr %v386, i64 12
  %v388 = load <4 x float>, ptr %v375, align 4
  %v389 = load <4 x float>, ptr %v379, align 4
  %v390 = load <4 x float>, ptr %v383, align 4
  %v391 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v387, i32 4, <4 x i1> %v362, <4 x float> zeroinitializer)
  %v392 = sdiv i64 %count, 2
  br label %b393
b393:
  %c396x0 = phi i64 [ 0, %b367 ], [ %v436, %b394 ]
  %c396x1 = phi <4 x float> [ %v388, %b367 ], [ %v432, %b394 ]
  %c396x2 = phi <4 x float> [ %v389, %b367 ], [ %v433, %b394 ]
  %c396x3 = phi <4 x float> [ %v390, %b367 ], [ %v434, %b394 ]
  %c396x4 = phi <4 x float> [ %v391, %b367 ], [ %v435, %b394 ]
  %v397 = icmp ult i64 %c396x0, %v392
  br i1 %v397, label %b394, label %b395
b394:
  %v398 = mul i64 %c396x0, 2
  %v399 = mul i64 %v398, %rs
  %v400 = getelementptr inbounds float, ptr %v372, i64 %v399
  %v401 = mul i64 %v398, %ls
  %v402 = getelementptr inbounds float, ptr %v371, i64 %v401
  %v403 = load <4 x float>, ptr %v400, align 4
  %v404 = getelementptr inbounds float, ptr %v400, i64 4
  %v405 = load <4 x float>, ptr %v404, align 4
  %v406 = getelementptr inbounds float, ptr %v400, i64 8
  %v407 = load <4 x float>, ptr %v406, align 4
  %v408 = getelementptr inbounds float, ptr %v400, i64 12
  %v409 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v408, i32 4, <4 x i1> %v362, <4 x float> zeroinitializer)
  %v410 = load float, ptr %v402, align 4
  %v411 = insertelement <4 x float> poison, float %v410, i32 0
  %v412 = shufflevector <4 x float> %v411, <4 x float> poison, <4 x i32> zeroinitializer
  %v413 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v412, <4 x float> %v403, <4 x float> %c396x1)
  %v414 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v412, <4 x float> %v405, <4 x float> %c396x2)
  %v415 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v412, <4 x float> %v407, <4 x float> %c396x3)
  %v416 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v412, <4 x float> %v409, <4 x float> %c396x4)
  %v417 = add nsw i64 %v398, 1
  %v418 = mul i64 %v417, %rs
  %v419 = getelementptr inbounds float, ptr %v372, i64 %v418
  %v420 = mul i64 %v417, %ls
  %v421 = getelementptr inbounds float, ptr %v371, i64 %v420
  %v422 = load <4 x float>, ptr %v419, align 4
  %v423 = getelementptr inbounds float, ptr %v419, i64 4
  %v424 = load <4 x float>, ptr %v423, align 4
  %v425 = getelementptr inbounds float, ptr %v419, i64 8
  %v426 = load <4 x float>, ptr %v425, align 4
  %v427 = getelementptr inbounds float, ptr %v419, i64 12
  %v428 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v427, i32 4, <4 x i1> %v362, <4 x float> zeroinitializer)
  %v429 = load float, ptr %v421, align 4
  %v430 = insertelement <4 x float> poison, float %v429, i32 0
  %v431 = shufflevector <4 x float> %v430, <4 x float> poison, <4 x i32> zeroinitializer
  %v432 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v431, <4 x float> %v422, <4 x float> %v413)
  %v433 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v431, <4 x float> %v424, <4 x float> %v414)
  %v434 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v431, <4 x float> %v426, <4 x float> %v415)
  %v435 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v431, <4 x float> %v428, <4 x float> %v416)
  %v436 = add nuw nsw i64 %c396x0, 1
  br label %b393
b395:
  %v437 = mul i64 %v392, 2
  %v438 = sub i64 %count, %v437
  br label %b439
b439:
  %c442x0 = phi i64 [ 0, %b395 ], [ %v463, %b440 ]
  %c442x1 = phi <4 x float> [ %c396x1, %b395 ], [ %v459, %b440 ]
  %c442x2 = phi <4 x float> [ %c396x2, %b395 ], [ %v460, %b440 ]
  %c442x3 = phi <4 x float> [ %c396x3, %b395 ], [ %v461, %b440 ]
  %c442x4 = phi <4 x float> [ %c396x4, %b395 ], [ %v462, %b440 ]
  %v443 = icmp ult i64 %c442x0, %v438
  br i1 %v443, label %b440, label %b441
b440:
  %v444 = add nsw i64 %v437, %c442x0
  %v445 = mul i64 %v444, %rs
  %v446 = getelementptr inbounds float, ptr %v372, i64 %v445
  %v447 = mul i64 %v444, %ls
  %v448 = getelementptr inbounds float, ptr %v371, i64 %v447
  %v449 = load <4 x float>, ptr %v446, align 4
  %v450 = getelementptr inbounds float, ptr %v446, i64 4
  %v451 = load <4 x float>, ptr %v450, align 4
  %v452 = getelementptr inbounds float, ptr %v446, i64 8
  %v453 = load <4 x float>, ptr %v452, align 4
  %v454 = getelementptr inbounds float, ptr %v446, i64 12
  %v455 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v454, i32 4, <4 x i1> %v362, <4 x float> zeroinitializer)
  %v456 = load float, ptr %v448, align 4
  %v457 = insertelement <4 x float> poison, float %v456, i32 0
  %v458 = shufflevector <4 x float> %v457, <4 x float> poison, <4 x i32> zeroinitializer
  %v459 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v458, <4 x float> %v449, <4 x float> %c442x1)
  %v460 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v458, <4 x float> %v451, <4 x float> %c442x2)
  %v461 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v458, <4 x float> %v453, <4 x float> %c442x3)
  %v462 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v458, <4 x float> %v455, <4 x float> %c442x4)
  %v463 = add nuw nsw i64 %c442x0, 1
  br label %b439
b441:
  store <4 x float> %c442x1, ptr %v375, align 4
  store <4 x float> %c442x2, ptr %v379, align 4
  store <4 x float> %c442x3, ptr %v383, align 4
  call void @llvm.masked.store.v4f32.p0(<4 x float> %c442x4, ptr %v387, i32 4, <4 x i1> %v362)
  %v464 = add nsw i64 %i369, 1
  br label %b366
b368:
  %v465 = sub i64 %i1, %v365
  br label %b121
b121:
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
