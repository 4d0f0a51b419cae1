declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)
declare void @llvm.masked.store.v4f32.p0(<4 x float>, ptr, i32, <4 x i1>)
declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)
declare <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr>, i32, <4 x i1>, <4 x float>)

define void @kernel(ptr noalias %context, i64 %first, i64 %last) {
entry:
  %v1 = getelementptr i64, ptr %context, i64 0
  %v2 = load i64, ptr %v1, align 8
  %v3 = getelementptr i64, ptr %context, i64 1
  %v4 = load i64, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %context, i64 2
  %v6 = load ptr, ptr %v5, align 8
  %v7 = getelementptr ptr, ptr %context, i64 3
  %v8 = load ptr, ptr %v7, align 8
  %v9 = getelementptr ptr, ptr %context, i64 4
  %v10 = load ptr, ptr %v9, align 8
  %v11 = getelementptr ptr, ptr %context, i64 5
  %v12 = load ptr, ptr %v11, align 8
  %v13 = getelementptr ptr, ptr %context, i64 6
  %v14 = load ptr, ptr %v13, align 8
  %v15 = getelementptr ptr, ptr %context, i64 7
  %v16 = load ptr, ptr %v15, align 8
  %v17 = getelementptr ptr, ptr %context, i64 8
  %v18 = load ptr, ptr %v17, align 8
  %v19 = getelementptr ptr, ptr %context, i64 9
  %v20 = load ptr, ptr %v19, align 8
  %v21 = add nsw i64 %v2, %v4
  %v22 = sub i64 %v21, 1
  br label %b23
b23:
  %i26 = phi i64 [ %v2, %entry ], [ %v170, %b160 ]
  %v27 = icmp slt i64 %i26, %v4
  br i1 %v27, label %b24, label %b25
b24:
  %v28 = getelementptr i64, ptr %v6, i64 %i26
  %v29 = load i64, ptr %v28, align 8
  %v30 = getelementptr i64, ptr %v8, i64 %i26
  %v31 = load i64, ptr %v30, align 8
  %v32 = icmp slt i64 %last, %v31
  %v33 = select i1 %v32, i64 %last, i64 %v31
  %v34 = and i64 %i26, 1
  %v35 = icmp eq i64 %v34, 1
  %v36 = getelementptr i64, ptr %v10, i64 %i26
  %v37 = load i64, ptr %v36, align 8
  %v38 = icmp slt i64 %v37, %v33
  %v39 = select i1 %v38, i64 %v37, i64 %v33
  %v40 = icmp sgt i64 %first, %v39
  %v41 = select i1 %v40, i64 %first, i64 %v39
  %v42 = sub i64 %i26, 1
  %v43 = icmp sgt i64 %v42, 0
  %v44 = select i1 %v43, i64 %v42, i64 0
  %v45 = getelementptr i64, ptr %v6, i64 %v44
  %v46 = load i64, ptr %v45, align 8
  br label %b47
b47:
  %i50 = phi i64 [ 0, %b24 ], [ %v152, %b63 ]
  %v51 = icmp slt i64 %i50, 2
  br i1 %v51, label %b48, label %b49
b48:
  %v52 = icmp eq i64 %i50, 1
  %v53 = select i1 %v52, i64 %v41, i64 %first
  %v54 = select i1 %v52, i64 %v33, i64 %v41
  %v55 = mul i64 %v29, 2
  %v56 = getelementptr inbounds float, ptr %v14, i64 %v55
  %v57 = mul i64 %v46, 3
  %v58 = getelementptr inbounds float, ptr %v16, i64 %v57
  %v59 = select i1 %v52, ptr %v18, ptr %v58
  %v60 = mul i64 %v29, 3
  %v61 = getelementptr inbounds float, ptr %v16, i64 %v60
  %v64 = icmp slt i64 %v53, %v54
  br i1 %v64, label %b62, label %b63
b62:
  %v65 = sub i64 %v54, %v53
  %v67 = add i64 %v65, 0
  %v68 = udiv i64 %v67, 1
  %v69 = udiv i64 %v65, %v68
  %v70 = mul i64 %v69, %v68
  %v71 = sub i64 %v65, %v70
  br label %b72
b72:
  %i75 = phi i64 [ 0, %b62 ], [ %v151, %b86 ]
  %v76 = icmp slt i64 %i75, %v68
  br i1 %v76, label %b73, label %b74
b73:
  %v77 = mul i64 %i75, %v69
  %v78 = icmp slt i64 %i75, %v71
  %v79 = select i1 %v78, i64 %i75, i64 %v71
  %v80 = add nsw i64 %v77, %v79
  %v81 = icmp slt i64 %i75, %v71
  %v82 = zext i1 %v81 to i64
  %v83 = add nsw i64 %v69, %v82
  %v84 = add nsw i64 %v53, %v80
  switch i64 %v83, label %b86 [ i64 1, label %b85 ]
b85:
  %v87 = load <4 x float>, ptr %v12, align 4
  %v88 = mul i64 %v84, 2
  %v89 = getelementptr inbounds float, ptr %v56, i64 %v88
  %v90 = getelementptr inbounds float, ptr %v12, i64 4
  %v91 = mul i64 0, 2
  %v92 = getelementptr inbounds float, ptr %v90, i64 %v91
  %v93 = load <4 x float>, ptr %v92, align 4
  %v94 = load float, ptr %v89, align 4
  %v95 = insertelement <4 x float> poison, float %v94, i32 0
  %v96 = shufflevector <4 x float> %v95, <4 x float> poison, <4 x i32> zeroinitializer
  %v97 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v96, <4 x float> %v93, <4 x float> %v87)
  %v98 = getelementptr inbounds float, ptr %v92, i64 4
  %v99 = load <4 x float>, ptr %v98, align 4
  %v100 = getelementptr inbounds float, ptr %v89, i64 1
  %v101 = load float, ptr %v100, align 4
  %v102 = insertelement <4 x float> poison, float %v101, i32 0
  %v103 = shufflevector <4 x float> %v102, <4 x float> poison, <4 x i32> zeroinitializer
  %v104 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v103, <4 x float> %v99, <4 x float> %v97)
  %v105 = mul i64 %v84, 3
  %v106 = getelementptr inbounds float, ptr %v59, i64 %v105
  %v107 = getelementptr inbounds float, ptr %v12, i64 12
  %v108 = mul i64 0, 3
  %v109 = getelementptr inbounds float, ptr %v107, i64 %v108
  %v110 = load <4 x float>, ptr %v109, align 4
  %v111 = load float, ptr %v106, align 4
  %v112 = insertelement <4 x float> poison, float %v111, i32 0
  %v113 = shufflevector <4 x float> %v112, <4 x float> poison, <4 x i32> zeroinitializer
  %v114 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v113, <4 x float> %v110, <4 x float> %v104)
  %v115 = getelementptr inbounds float, ptr %v109, i64 4
  %v116 = load <4 x float>, ptr %v115, align 4
  %v117 = getelementptr inbounds float, ptr %v106, i64 1
  %v118 = load float, ptr %v117, align 4
  %v119 = insertelement <4 x float> poison, float %v118, i32 0
  %v120 = shufflevector <4 x float> %v119, <4 x float> poison, <4 x i32> zeroinitializer
  %v121 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v120, <4 x float> %v116, <4 x float> %v114)
  %v122 = getelementptr inbounds float, ptr %v109, i64 8
  %v123 = load <4 x float>, ptr %v122, align 4
  %v124 = getelementptr inbounds float, ptr %v106, i64 2
  %v125 = load float, ptr %v124, align 4
  %v126 = insertelement <4 x float> poison, float %v125, i32 0
  %v127 = shufflevector <4 x float> %v126, <4 x float> poison, <4 x i32> zeroinitializer
  %v128 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v127, <4 x float> %v123, <4 x float> %v121)
  %v129 = fcmp ogt <4 x float> %v128, <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>
  %v130 = select <4 x i1> %v129, <4 x float> <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>, <4 x float> %v128
  %v131 = fcmp olt <4 x float> %v130, <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>
  %v132 = select <4 x i1> %v131, <4 x float> <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>, <4 x float> %v130
  %v133 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v132, <4 x float> <float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v134 = fsub <4 x float> %v133, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v135 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v134, <4 x float> <float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000>, <4 x float> %v132)
  %v136 = bitcast <4 x float> %v133 to <4 x i32>
  %v137 = shl <4 x i32> %v136, <i32 23, i32 23, i32 23, i32 23>
  %v138 = bitcast <4 x i32> %v137 to <4 x float>
  %v139 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000>, <4 x float> %v135, <4 x float> <float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000>)
  %v140 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v139, <4 x float> %v135, <4 x float> <float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000>)
  %v141 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v140, <4 x float> %v135, <4 x float> <float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000>)
  %v142 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v141, <4 x float> %v135, <4 x float> <float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000>)
  %v143 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v142, <4 x float> %v135, <4 x float> <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>)
  %v144 = fmul <4 x float> %v135, %v143
  %v145 = fsub <4 x float> %v138, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v146 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v138, <4 x float> %v144, <4 x float> %v145)
  %v147 = fadd <4 x float> %v146, <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>
  %v148 = fdiv <4 x float> %v146, %v147
  %v149 = mul i64 %v84, 3
  %v150 = getelementptr inbounds float, ptr %v61, i64 %v149
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v148, ptr %v150, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  br label %b86
b86:
  %v151 = add nsw i64 %i75, 1
  br label %b72
b74:
  br label %b66
b66:
  br label %b63
b63:
  %v152 = add nsw i64 %i50, 1
  br label %b47
b49:
  %v153 = add i64 %i26, 1
  %v154 = getelementptr i64, ptr %v10, i64 %v153
  %v155 = load i64, ptr %v154, align 8
  %v156 = icmp sgt i64 %first, %v155
  %v157 = select i1 %v156, i64 %first, i64 %v155
  br label %b158
b158:
  %i161 = phi i64 [ %v157, %b49 ], [ %v169, %b159 ]
  %v162 = icmp slt i64 %i161, %v33
  br i1 %v162, label %b159, label %b160
b159:
  %v163 = add nsw i64 %v29, %i161
  %v164 = mul i64 %v163, 3
  %v165 = getelementptr inbounds float, ptr %v16, i64 %v164
  %v166 = mul i64 %i161, 3
  %v167 = getelementptr inbounds float, ptr %v20, i64 %v166
  %v168 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v165, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v168, ptr %v167, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v169 = add nsw i64 %i161, 1
  br label %b158
b160:
  %v170 = add nsw i64 %i26, 1
  br label %b23
b25:
  ret void
}

define void @pack(ptr noalias %context) {
entry:
  %v1 = getelementptr ptr, ptr %context, i64 0
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %context, i64 1
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %context, i64 2
  %v6 = load ptr, ptr %v5, align 8
  %v7 = getelementptr ptr, ptr %context, i64 3
  %v8 = load ptr, ptr %v7, align 8
  %v9 = getelementptr ptr, ptr %context, i64 4
  %v10 = load ptr, ptr %v9, align 8
  %v11 = getelementptr inbounds float, ptr %v2, i64 4
  %v12 = mul i64 0, 2
  %v13 = getelementptr inbounds float, ptr %v11, i64 %v12
  br label %b14
b14:
  %i17 = phi i64 [ 0, %entry ], [ %v26, %b15 ]
  %v18 = icmp slt i64 %i17, 2
  br i1 %v18, label %b15, label %b16
b15:
  %v19 = mul i64 0, 2
  %v20 = getelementptr inbounds float, ptr %v4, i64 %v19
  %v21 = getelementptr inbounds float, ptr %v20, i64 %i17
  %v22 = getelementptr float, ptr %v21, <4 x i64> <i64 0, i64 2, i64 4, i64 6>
  %v23 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v22, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v24 = mul i64 %i17, 4
  %v25 = getelementptr inbounds float, ptr %v13, i64 %v24
  store <4 x float> %v23, ptr %v25, align 4
  %v26 = add nsw i64 %i17, 1
  br label %b14
b16:
  %v27 = getelementptr inbounds float, ptr %v2, i64 12
  %v28 = mul i64 0, 3
  %v29 = getelementptr inbounds float, ptr %v27, i64 %v28
  br label %b30
b30:
  %i33 = phi i64 [ 0, %b16 ], [ %v42, %b31 ]
  %v34 = icmp slt i64 %i33, 3
  br i1 %v34, label %b31, label %b32
b31:
  %v35 = mul i64 0, 3
  %v36 = getelementptr inbounds float, ptr %v8, i64 %v35
  %v37 = getelementptr inbounds float, ptr %v36, i64 %i33
  %v38 = getelementptr float, ptr %v37, <4 x i64> <i64 0, i64 3, i64 6, i64 9>
  %v39 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v38, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v40 = mul i64 %i33, 4
  %v41 = getelementptr inbounds float, ptr %v29, i64 %v40
  store <4 x float> %v39, ptr %v41, align 4
  %v42 = add nsw i64 %i33, 1
  br label %b30
b32:
  %v43 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v6, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v44 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v10, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v45 = fadd <4 x float> %v43, %v44
  store <4 x float> %v45, ptr %v2, align 4
  ret void
}
